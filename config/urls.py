"""All the addresses, in French and stable."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("administration/", admin.site.urls),
]
