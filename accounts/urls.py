from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import LogIn, LogOut, SignUp
from accounts.passwords import ChangePassword, ForgotPassword, NewPassword
from accounts.views import account, delete, mail, make_token, revoke_token

form = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("account", account, name="account"),
    path("account/sign-up", form(SignUp.as_view()), name="sign-up"),
    path("account/log-in", form(LogIn.as_view()), name="log-in"),
    path("account/log-out", require_POST(LogOut.as_view()), name="log-out"),
    path("account/password", form(ChangePassword.as_view()), name="password"),
    path("account/forgotten", form(ForgotPassword.as_view()), name="forgotten"),
    path("account/forgotten/<uidb64>/<token>", form(NewPassword.as_view()), name="password_reset_confirm"),
    path("account/mail", mail, name="mail"),
    path("account/tokens", make_token, name="make-token"),
    path("account/tokens/<int:token>/revoke", revoke_token, name="revoke-token"),
    path("account/delete", delete, name="delete-account"),
]
