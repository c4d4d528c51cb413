"""Use: expenses, receipts, imputations."""

from django.urls.resolvers import URLPattern

adresses: list[URLPattern] = []
