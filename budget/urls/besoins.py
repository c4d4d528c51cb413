"""Needs: lines, actions, imports."""

from django.urls.resolvers import URLPattern

adresses: list[URLPattern] = []
