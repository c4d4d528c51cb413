"""Fundings, what they pay, what came in."""

from django.urls.resolvers import URLPattern

adresses: list[URLPattern] = []
