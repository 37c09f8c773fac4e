import cowsay

cowsay.cow("hello")
