"""What is asked on the pages of accounts, over Django's own forms."""

from django import forms
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User

MAIL_HELP = (
    "May stay empty. It is used for one thing: to send you a link when you have forgotten your password."
)


class SignUpForm(UserCreationForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    class Meta:
        model = User
        fields = ("username", "email")
        labels = {"username": "Name", "email": "E-mail"}
        help_texts = {"username": "Letters, digits and @ . + - _ only.", "email": MAIL_HELP}


class PasswordForm(forms.Form):
    """Asks the user for their password again. `user` is theirs."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError("This is not your password.", code="password_incorrect")
        return password


class MailForm(PasswordForm):
    """A link to the new address opens the account, so the password is asked for."""

    email = forms.EmailField(label="E-mail", required=False, help_text=MAIL_HELP, max_length=254)
    field_order = ("email", "password")


class TokenForm(forms.Form):
    name = forms.CharField(
        label="What is it for?",
        max_length=64,
        help_text="A word of your own, to tell your tokens apart.",
    )
