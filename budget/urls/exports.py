"""Spreadsheets and the tables of the grant forms."""

from django.urls.resolvers import URLPattern

adresses: list[URLPattern] = []
