"""${message}

Revision: ${up_revision}, after ${down_revision | comma,n}

Rules: a migration runs while the version before it still serves. So it only adds (nullable or defaulted columns,
tables, indexes made concurrently on PostgreSQL); what is no longer used is dropped one release later; data is moved
in batches, never in one statement over a whole table; upgrade and downgrade both run in the tests, on both databases.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
