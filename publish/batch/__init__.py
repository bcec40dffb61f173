"""Build many titles on a Dask cluster; only this package imports Dask."""
