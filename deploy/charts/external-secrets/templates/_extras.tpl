{{/* The objects around a Deployment. All take (dict "root" $ "part" "-webhook" "values" .Values.webhook). */}}

{{- define "eso.serviceAccount" -}}
{{- if .values.serviceAccount.create }}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "eso.account" . }}
  namespace: {{ include "eso.namespace" .root }}
  labels:
    {{- include "eso.labels" . | nindent 4 }}
    {{- with .values.serviceAccount.extraLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .values.serviceAccount.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "eso.disruptionBudget" -}}
{{- $budget := .values.podDisruptionBudget }}
{{- if $budget.enabled }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $budget.nameOverride | default (printf "%s-pdb" (include "eso.part" .)) }}
  namespace: {{ include "eso.namespace" .root }}
  labels:
    {{- include "eso.labels" . | nindent 4 }}
spec:
  {{- if hasKey $budget "maxUnavailable" }}
  maxUnavailable: {{ $budget.maxUnavailable }}
  {{- else }}
  minAvailable: {{ $budget.minAvailable }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "eso.selector" . | nindent 6 }}
{{- end }}
{{- end -}}

{{- define "eso.networkPolicy" -}}
{{- with .values.networkPolicy }}
{{- if .enabled }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "eso.part" $ }}-network-policy
  namespace: {{ include "eso.namespace" $.root }}
  labels:
    {{- include "eso.labels" $ | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "eso.selector" $ | nindent 6 }}
  policyTypes: [Egress, Ingress]
  {{- with .egress }}
  egress:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .ingress }}
  ingress:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "eso.ipFamilies" -}}
{{- with .Values.service.ipFamilyPolicy }}
ipFamilyPolicy: {{ . }}
{{- end }}
{{- with .Values.service.ipFamilies }}
ipFamilies:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The Service that metrics are read by, where it is asked for; the webhook has it on its own Service. */}}
{{- define "eso.metricsService" -}}
{{- if or .values.metrics.service.enabled (include "eso.monitored" .root) }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "eso.part" (dict "root" .root "part" (printf "%s-metrics" .part)) }}
  namespace: {{ include "eso.namespace" .root }}
  labels:
    {{- include "eso.labels" . | nindent 4 }}
  {{- with .values.metrics.service.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  type: ClusterIP
  {{- include "eso.ipFamilies" .root | nindent 2 }}
  ports:
  - name: metrics
    port: {{ .values.metrics.service.port }}
    targetPort: metrics
    protocol: TCP
  selector:
    {{- include "eso.selector" . | nindent 4 }}
{{- end }}
{{- end -}}

{{- define "eso.serviceMonitor" -}}
{{- if include "eso.monitored" .root }}
{{- $monitor := .root.Values.serviceMonitor }}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ include "eso.part" (dict "root" .root "part" (printf "%s-metrics" .part)) }}
  namespace: {{ $monitor.namespace | default (include "eso.namespace" .root) }}
  labels:
    {{- include "eso.labels" . | nindent 4 }}
    {{- with $monitor.additionalLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels:
      {{- include "eso.selector" . | nindent 6 }}
  namespaceSelector:
    matchNames:
    - {{ include "eso.namespace" .root }}
  endpoints:
  - port: metrics
    interval: {{ $monitor.interval }}
    scrapeTimeout: {{ $monitor.scrapeTimeout }}
    honorLabels: {{ $monitor.honorLabels }}
    {{- if .values.metrics.listen.secure.enabled }}
    scheme: https
    {{- end }}
    {{- if .values.metrics.listen.auth.enabled }}
    authorization:
      type: Bearer
      credentials:
        name: {{ include "eso.account" . }}-token
        key: token
    {{- end }}
    {{- with $monitor.metricRelabelings }}
    metricRelabelings:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with $monitor.relabelings }}
    relabelings:
      {{- toYaml . | nindent 6 }}
    {{- end }}
{{- end }}
{{- end -}}
