{{/* Names, labels and selectors. Those with a part take (dict "root" $ "part" "-webhook"). */}}

{{- define "eso.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "eso.fullname" -}}
{{- $name := .Values.nameOverride | default .Chart.Name -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- .Values.fullnameOverride | default $full | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* A part's name never exceeds the 63 characters of a DNS label: the full name gives way. */}}
{{- define "eso.part" -}}
{{- $room := int (sub 63 (len .part)) -}}
{{- include "eso.fullname" .root | trunc $room | trimSuffix "-" }}{{ .part -}}
{{- end -}}

{{- define "eso.namespace" -}}
{{- .Values.namespaceOverride | default .Release.Namespace -}}
{{- end -}}

{{/* Where the namespaced Role stands when the rights are not the cluster's. */}}
{{- define "eso.scope" -}}
{{- .Values.scopedNamespace | default .Release.Namespace -}}
{{- end -}}

{{- define "eso.selector" -}}
app.kubernetes.io/name: {{ include "eso.name" .root }}{{ .part }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{- define "eso.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "eso.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Takes the part's values, too. */}}
{{- define "eso.account" -}}
{{- $made := .values.serviceAccount.create | ternary (include "eso.part" .) "default" -}}
{{- .values.serviceAccount.name | default $made -}}
{{- end -}}

{{- define "eso.image" -}}
{{- $root := .root -}}
{{- $tag := .values.image.tag | default $root.Chart.AppVersion -}}
{{- if .values.image.flavour -}}
{{- $tag = printf "%s-%s" $tag .values.image.flavour -}}
{{- end -}}
{{- printf "%s:%s" ($root.Values.global.repository | default .values.image.repository) $tag -}}
{{- end -}}

{{/* "true" when ServiceMonitors are to be made. */}}
{{- define "eso.monitored" -}}
{{- $mode := .Values.serviceMonitor.renderMode | default "skipIfMissing" -}}
{{- $there := .Capabilities.APIVersions.Has "monitoring.coreos.com/v1/ServiceMonitor" -}}
{{- if not .Values.serviceMonitor.enabled -}}
{{- else if or (eq $mode "alwaysRender") $there -}}
true
{{- else if eq $mode "failIfMissing" -}}
{{- fail "serviceMonitor.renderMode is failIfMissing, and the cluster does not serve monitoring.coreos.com/v1 ServiceMonitor" -}}
{{- else if ne $mode "skipIfMissing" -}}
{{- fail (printf "serviceMonitor.renderMode must be one of skipIfMissing, failIfMissing, alwaysRender, not %s" $mode) -}}
{{- end -}}
{{- end -}}

{{/* The annotation by which cert-manager tells the API server whom to trust, or an empty map. */}}
{{- define "eso.injection" -}}
{{- if and .Values.webhook.certManager.enabled .Values.webhook.certManager.addInjectorAnnotations -}}
cert-manager.io/inject-ca-from: {{ include "eso.namespace" . }}/{{ include "eso.part" (dict "root" . "part" "-webhook") }}
{{- else -}}
{}
{{- end -}}
{{- end -}}
