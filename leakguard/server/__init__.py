"""A small HTTP service: ``POST /v1/check`` and ``POST /v1/redact`` for the ERP or upload page that exports.

Installed with the extra ``server`` (Starlette for routes and responses, uvicorn with h11 for HTTP/1.1, python-multipart for form
uploads); FastAPI would add Pydantic for three parameters. ``docs/server.md`` says how it is used. An upload lies in a file of
mode 0600 in a private folder until its answer is sent; the work is done in processes that can be ended at any moment.
"""
