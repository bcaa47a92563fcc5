package i1

import "context"

type ctxAlias = context.Context
