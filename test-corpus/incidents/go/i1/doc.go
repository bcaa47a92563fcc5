// Package i1 retells the incident of the transaction that one branch forgot to end.
package i1
