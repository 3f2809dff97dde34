"""The check of the built site in a browser: ``python -m site_tools.browser.check_site SITE``."""
