from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator

from labs.classes.models import CODE_LENGTH

_printable = RegexValidator(
    r"^[\w .'’_-]+$",
    "Letters, digits, spaces and . ' _ - only.",
)


def _most_places(value: int) -> None:
    MaxValueValidator(settings.CLASS_PLACES)(value)


class ClassForm(forms.Form):
    name = forms.CharField(label="What is it called?", max_length=80)
    places = forms.IntegerField(
        label="How many may join?",
        initial=40,
        validators=[MinValueValidator(1), _most_places],
        help_text="Each of them gets an engine of their own.",
    )


class NicknameForm(forms.Form):
    nickname = forms.CharField(label="Your nickname in this class", max_length=30, validators=[_printable])


class CodeForm(forms.Form):
    code = forms.CharField(label="The code of your class", max_length=CODE_LENGTH + 8)
