from rich import print

print("[bold]goodbye[/bold]")
