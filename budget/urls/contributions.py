"""Valued contributions and their scales."""

from django.urls.resolvers import URLPattern

adresses: list[URLPattern] = []
