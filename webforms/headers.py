"""Security headers of every answer (design 3 no. 12): a strict content policy, no inline script or style.

Knows the `secure` library. A document answers with its own, narrower policy; our own letter preview may be framed by
our own pages only.
"""

from __future__ import annotations

import secure
from flask import Response

SELF, NONE = "'self'", "'none'"


def for_pages(*, is_https: bool) -> secure.Secure:
    """Return the headers of HTML pages; HSTS only where the site is served over HTTPS."""
    policy = (
        secure.ContentSecurityPolicy()
        .default_src(NONE)
        .script_src(SELF)
        .style_src(SELF)
        .img_src(SELF, "data:")  # Designsystemet's icons are data addresses in its CSS
        .font_src(SELF)
        .connect_src(SELF)
        .frame_src(SELF)
        .form_action(SELF)
        .base_uri(NONE)
        .frame_ancestors(NONE)
    )
    return secure.Secure(
        csp=policy,
        hsts=secure.StrictTransportSecurity().max_age(31536000).include_subdomains() if is_https else None,
        referrer=secure.ReferrerPolicy().same_origin(),
        xcto=secure.XContentTypeOptions().nosniff(),
        xfo=secure.XFrameOptions().deny(),
        coop=secure.CrossOriginOpenerPolicy().same_origin(),
        corp=secure.CrossOriginResourcePolicy().same_origin(),
        permissions=secure.PermissionsPolicy().geolocation().camera().microphone(),
        cache=secure.CacheControl().no_store(),
    )


def for_document(response: Response) -> Response:
    """Give a document's answer the policy that lets nothing in it run, framed at most by our own pages."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
