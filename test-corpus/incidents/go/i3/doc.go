// Package i3 retells the incident of the cursor that stayed open when a conversion failed.
package i3
