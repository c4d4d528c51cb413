"""The budgets as they are read."""

from django.urls.resolvers import URLPattern

adresses: list[URLPattern] = []
