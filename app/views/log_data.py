"""Log data."""

import streamlit as st

st.title("Log data")
