# Leaves of policies/xiangzhou-dui/policy.toml the three rules alone, in their default reading, and what they refer to.
/^\[/ { kept = /^\[(policy|opening_hours|parties|attributes|records|events|conditions|obligation\.XZ-0[14]|obligation\.XZ-01\.may\.late-evening|constraint\.XZ-09)\]/ }
/^#/ || /^source / { next }
kept
