# The offline world as an image from scratch: no base image, nothing is pulled. scripts/image fills the context:
#   rootfs/   the tool in /app, native or with its .NET, and the few system libraries it loads
# Stands in for localstack/localstack (port 4566, /_localstack/health, "Ready.") and for rancher/k3s (port 6443,
# /etc/rancher/k3s/k3s.yaml, "Node controller sync successful").
FROM scratch
COPY rootfs/ /
ENV DOTNET_EnableDiagnostics=0 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 HOME=/tmp
EXPOSE 4566 6443
ENTRYPOINT ["/app/eso", "image"]
