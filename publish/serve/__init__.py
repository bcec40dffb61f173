"""A server on this computer: a preview while somebody writes, and a desk without a terminal.

``publish serve`` runs :func:`publish.serve.server.serve`; nothing but the command line imports this
package, and it imports Starlette and uvicorn only in its own modules.

The structure of the application
--------------------------------

`server`     the socket, the thread of uvicorn, the browser, the end
`app`        the table of routes; :func:`~publish.serve.app.create_app` takes a ``ServeState``
`connections` ends what doesn't send its request in time
`guard`      what every request passes: Host, Origin, token, limits, headers
`state`      ``ServeState``, the one record that all routes share: ``state_of(request)``
`files`      the files below the served folder; no other code makes a path from a request
`uploads`    a streamed, counted upload into the temporary folder
`events`     ``state.events.publish(name, data)`` sends to all open pages, from any thread
`jobs`       ``state.jobs.start(...)`` runs a function in a process, with progress; can be cancelled
`wording`    the words of our pages in the reader's language (``strings/TAG.toml``)
`page`       one HTML page of ours from a tree of elements (``publish.xhtml.tree``), never from text
`preview/`   the preview of a source
`desk/`      the desk: ``ROUTES``, a list that ``app`` adds to its own

Rules for routes
----------------

- A route is an ``async`` function of a Starlette ``Request``.  It does nothing that takes longer
  than some milliseconds: reading and checking a source, building, importing are jobs, whose
  functions are named in a module that the process can import.
- A page is ``page(request, title, *content)``.  It has no inline script, no inline style and no
  inline handler: the Content-Security-Policy of our pages refuses them.  Scripts of a page are
  files in ``static/``, which fetch JSON from routes.
- A request that changes something is a POST, PUT or DELETE from our own pages; the guard refuses
  one without an ``Origin`` of ours.  A JSON body is at most ``guard.MAX_BODY`` long; only addresses
  below ``/upload/`` take more, through :func:`publish.serve.uploads.receive_upload`.
- A :class:`~publish.errors.PublishError` of a route becomes a JSON answer ``{"error": …}`` with
  status 400 (409 for :class:`~publish.serve.files.ChangedError`).
- Documents of strangers are shown below ``/view/KEY/`` alone, whose answers are sandboxed.
"""
