"""The browser side: the only place that imports Streamlit."""
