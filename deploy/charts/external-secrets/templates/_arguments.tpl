{{/* What the controller is told, but where it listens. */}}
{{- define "eso.controllerArgs" -}}
{{- with .Values -}}
- --concurrent={{ .concurrent }}
{{- if .leaderElect }}
- --enable-leader-election=true
{{- end }}
{{- with .leaderElectionID }}
- --leader-election-id={{ . }}
{{- end }}
{{- with .leaderElectionLeaseDuration }}
- --leader-election-lease-duration={{ . }}
{{- end }}
{{- with .leaderElectionRenewDeadline }}
- --leader-election-renew-deadline={{ . }}
{{- end }}
{{- with .leaderElectionRetryPeriod }}
- --leader-election-retry-period={{ . }}
{{- end }}
{{- if or .scopedNamespace .scopedRBAC }}
- --namespace={{ include "eso.scope" $ }}
{{- end }}
{{- if or .scopedRBAC (not .processClusterStore) }}
- --enable-cluster-store-reconciler=false
{{- end }}
{{- if or .scopedRBAC (not .processClusterExternalSecret) }}
- --enable-cluster-external-secret-reconciler=false
{{- end }}
{{- if or .scopedRBAC (not .processClusterPushSecret) }}
- --enable-cluster-push-secret-reconciler=false
{{- end }}
{{- if not .processPushSecret }}
- --enable-push-secret-reconciler=false
{{- end }}
{{- if not .processSecretStore }}
- --enable-secret-store-reconciler=false
{{- end }}
{{- with .storeRequeueInterval }}
- --store-requeue-interval={{ . }}
{{- end }}
{{- with .controllerClass }}
- --controller-class={{ . }}
{{- end }}
{{- if .extendedMetricLabels }}
- --enable-extended-metric-labels=true
{{- end }}
{{- if .enableHTTP2 }}
- --enable-http2=true
{{- end }}
{{- if .genericTargets.enabled }}
- --unsafe-allow-generic-targets=true
{{- end }}
{{- if .vault.enableTokenCache }}
- --enable-vault-token-cache=true
{{- with .vault.tokenCacheSize }}
- --vault-token-cache-size={{ . | int64 }}
{{- end }}
{{- end }}
{{- include "eso.extraArgs" .extraArgs }}
{{- end -}}
{{- end -}}
