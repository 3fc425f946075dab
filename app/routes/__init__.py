"""Lists of Starlette routes: sign-in, files, health."""
