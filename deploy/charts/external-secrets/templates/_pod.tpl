{{/* What the three Deployments have in common. All take (dict "root" $ "part" "-webhook" "values" .Values.webhook). */}}

{{- define "eso.security" -}}
{{- $context := omit .context "enabled" -}}
{{- $adapt := .root.Values.global.compatibility.openshift.adaptSecurityContext -}}
{{- $openshift := .root.Capabilities.APIVersions.Has "security.openshift.io/v1" -}}
{{- if or (eq $adapt "force") (and (eq $adapt "auto") $openshift) -}}
{{- $context = omit $context "fsGroup" "runAsUser" "runAsGroup" -}}
{{- end -}}
{{- if and .context.enabled $context -}}
{{- toYaml $context -}}
{{- end -}}
{{- end -}}

{{/* Extra arguments: a value that is empty makes a bare flag. */}}
{{- define "eso.extraArgs" -}}
{{- range $name, $value := . }}
- --{{ $name }}{{ if or $value (kindIs "bool" $value) (kindIs "float64" $value) }}={{ $value }}{{ end }}
{{- end }}
{{- end -}}

{{- define "eso.metricsArgs" -}}
- --metrics-addr=:{{ .metrics.listen.port }}
{{- if .metrics.listen.secure.enabled }}
- --metrics-secure=true
- --metrics-cert-dir={{ .metrics.listen.secure.certDir }}
- --metrics-cert-name={{ base .metrics.listen.secure.certFile }}
- --metrics-key-name={{ base .metrics.listen.secure.keyFile }}
{{- end }}
{{- if .metrics.listen.auth.enabled }}
- --metrics-auth=true
{{- end }}
- --loglevel={{ .log.level }}
- --zap-time-encoding={{ .log.timeEncoding }}
{{- end -}}

{{- define "eso.deploymentMeta" -}}
name: {{ include "eso.part" . }}
namespace: {{ include "eso.namespace" .root }}
labels:
  {{- include "eso.labels" . | nindent 2 }}
{{- with .values.deploymentAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "eso.deploymentHead" -}}
replicas: {{ .values.replicaCount }}
revisionHistoryLimit: {{ .values.revisionHistoryLimit }}
selector:
  matchLabels:
    {{- include "eso.selector" . | nindent 4 }}
{{- with .values.strategy }}
strategy:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "eso.podMeta" -}}
{{- with .values.podAnnotations | default .root.Values.global.podAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
labels:
  {{- include "eso.labels" . | nindent 2 }}
  {{- with .values.podLabels | default .root.Values.global.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* Everything of a Pod but its containers, volumes and whether it holds a token. */}}
{{- define "eso.podSpec" -}}
{{- $global := .root.Values.global -}}
serviceAccountName: {{ include "eso.account" . }}
{{- with .values.imagePullSecrets | default $global.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with include "eso.security" (dict "root" .root "context" .values.podSecurityContext) }}
securityContext:
  {{- . | nindent 2 }}
{{- end }}
{{- if .values.hostNetwork }}
hostNetwork: true
{{- end }}
{{- if and (kindIs "bool" .values.hostUsers) (semverCompare ">= 1.33-0" .root.Capabilities.KubeVersion.Version) }}
hostUsers: {{ .values.hostUsers }}
{{- end }}
{{- if ne .root.Values.dnsPolicy "ClusterFirst" }}
dnsPolicy: {{ .root.Values.dnsPolicy }}
{{- end }}
{{- with .root.Values.dnsConfig }}
dnsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.hostAliases | default $global.hostAliases }}
hostAliases:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.extraInitContainers }}
initContainers:
  {{- tpl (toYaml .) $.root | nindent 2 }}
{{- end }}
{{- with .values.nodeSelector | default $global.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity | default $global.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations | default $global.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.topologySpreadConstraints | default $global.topologySpreadConstraints }}
{{- $ours := dict "labelSelector" (dict "matchLabels" (include "eso.selector" $ | fromYaml)) }}
topologySpreadConstraints:
{{- range . }}
- {{- toYaml (merge (deepCopy .) $ours) | nindent 2 }}
{{- end }}
{{- end }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .values.schedulerName }}
schedulerName: {{ . | quote }}
{{- end }}
{{- with .values.runtimeClassName }}
runtimeClassName: {{ . | quote }}
{{- end }}
{{- end -}}

{{/* Everything of a container but its name, arguments, ports, probes and mounts. */}}
{{- define "eso.container" -}}
image: {{ include "eso.image" . }}
imagePullPolicy: {{ .values.image.pullPolicy }}
{{- with include "eso.security" (dict "root" .root "context" .values.securityContext) }}
securityContext:
  {{- . | nindent 2 }}
{{- end }}
{{- with .values.extraEnv }}
env:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* A probe of webhook or cert controller: takes (dict "probe" … "path" "/readyz"). */}}
{{- define "eso.probe" -}}
httpGet:
  path: {{ .path }}
  port: ready
{{- with omit .probe "enabled" "address" "port" }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The probes of webhook and cert controller: takes their values. */}}
{{- define "eso.probes" -}}
{{- if .livenessProbe.enabled }}
livenessProbe:
  {{- include "eso.probe" (dict "probe" .livenessProbe "path" "/healthz") | nindent 2 }}
{{- end }}
{{- if .readinessProbe.enabled }}
readinessProbe:
  {{- include "eso.probe" (dict "probe" .readinessProbe "path" "/readyz") | nindent 2 }}
{{- end }}
{{- if .startupProbe.enabled }}
startupProbe:
  {{- include "eso.probe" (dict "probe" .startupProbe "path" "/readyz") | nindent 2 }}
{{- end }}
{{- end -}}
