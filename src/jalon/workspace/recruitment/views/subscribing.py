"""Join the list and leave it; a mail's link only asks, for programs open links by themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from jalon.workspace.documents.views.answers import bound
from jalon.workspace.recruitment.forms.public import SubscribeForm
from jalon.workspace.recruitment.limits import DAY, HOUR, limited, within
from jalon.workspace.recruitment.mailing.links import who_confirms, who_ends
from jalon.workspace.recruitment.services import subscribing

PAGES = ["GET", "HEAD", "POST"]
MAILS_A_DAY = 3  # to one address, whoever asks


@never_cache
@require_http_methods(PAGES)
@limited("subscribe", most=10, seconds=HOUR)
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask an address to confirm; what is said is the same for every address."""
    form = SubscribeForm(bound(request))
    if request.method == "POST" and form.is_valid():
        email, language = form.cleaned_data["email"], form.cleaned_data["language"]
        if within("list-mail", email.strip().lower(), most=MAILS_A_DAY, seconds=DAY):
            subscribing.subscribe(email=email, language=language)
        return redirect("vacancies:subscribe-sent")
    status = 422 if form.errors else 200
    return render(request, "vacancies/subscribe.html", {"form": form}, status=status)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, if the address is right."""
    return render(request, "vacancies/subscribe_sent.html")


@never_cache
@require_http_methods(PAGES)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Put the address on the list once the button is pressed."""
    subscriber = who_confirms(token)
    done = request.method == "POST" and subscriber is not None
    if done and subscriber is not None:
        subscribing.confirm(subscriber=subscriber)
    context = {"known": subscriber is not None, "done": done}
    status = 200 if subscriber else 404
    return render(request, "vacancies/confirm.html", context, status=status)


@csrf_exempt  # the signed token is the permission; mail programs send no cookie (RFC 8058)
@never_cache
@require_http_methods(PAGES)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Forget the address; who is not on the list any more is told the same."""
    subscriber = who_ends(token)
    if request.method == "POST" and subscriber is not None:
        subscribing.unsubscribe(subscriber=subscriber)
    context = {"done": request.method == "POST" or subscriber is None}
    return render(request, "vacancies/unsubscribe.html", context)
