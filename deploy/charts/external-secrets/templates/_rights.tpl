{{/* The kinds of external-secrets.io that the values leave on, one a line; a suffix makes subresources of them. */}}
{{- define "eso.kinds" -}}
{{- $kinds := list "externalsecrets" "secretstores" -}}
{{- if .values.processPushSecret -}}
{{- $kinds = append $kinds "pushsecrets" -}}
{{- end -}}
{{- if not .values.scopedRBAC -}}
{{- if .values.processClusterStore -}}
{{- $kinds = append $kinds "clustersecretstores" -}}
{{- end -}}
{{- if .values.processClusterExternalSecret -}}
{{- $kinds = append $kinds "clusterexternalsecrets" -}}
{{- end -}}
{{- if .values.processClusterPushSecret -}}
{{- $kinds = append $kinds "clusterpushsecrets" -}}
{{- end -}}
{{- end -}}
{{- range $kinds }}
- {{ . }}{{ $.suffix }}
{{- end }}
{{- end -}}

{{- define "eso.generators" -}}
- acraccesstokens
- beyondtrustworkloadcredentialsdynamicsecrets
- cloudsmithaccesstokens
{{- if and .values.processClusterGenerator (not .values.scopedRBAC) }}
- clustergenerators
{{- end }}
- ecrauthorizationtokens
- fakes
- gcraccesstokens
- githubaccesstokens
- gitlabdeploytokens
- grafanas
- mfas
- passwords
- quayaccesstokens
- sshkeys
- stssessiontokens
- uuids
- vaultdynamicsecrets
- webhooks
{{- end -}}
