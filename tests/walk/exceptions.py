"""Names of addresses that answer no page of their own, and why; anything else must be one."""

NO_PAGE = {
    "account_confirm_login_code": "nobody signs in by a code sent by mail",
    "account_set_password": "leads to changing it: everybody has one",
    "accounts:own-data": "a file",
    "api:api-root": "nothing stands at the root",
    "api:openapi-json": "a file",
    "audit:export": "a file",
    "audit:programme-export": "a file",
    "documents:calendar": "a file",
    "documents:file": "a file",
    "documents:start-guide-case": "leads to the form for what is owed",
    "documents:upload": "an answer to the page's own script",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "an answer to the page's own script",
    "mfa_reauthenticate_webauthn": "asks for a key of flesh and metal",
    "results:actual": "leads to the figure's form",
    "results:download-workbook": "a file",
    "results:left-out": "a file",
    "standards:file": "a file",
    # Parts, which a page loads when they are looked at; checked within it
    "home:programmes": "a part of the bar",
    "results:overview": "a part of the programme's page",
    "standards:country-part": "a part of the country's page",
}
