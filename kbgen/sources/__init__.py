"""The stage beside the vault: releases of ATT&CK and other sources become notes, as if someone had written them."""
