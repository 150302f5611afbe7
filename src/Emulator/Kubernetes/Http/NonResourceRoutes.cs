using Eso.Emulator.Kubernetes.Discovery;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>Discovery, health, version, OpenID, metrics: the paths that are no resources.</summary>
internal sealed class NonResourceRoutes(KubeCore core, DiscoveryDocuments discovery, OpenApiRoutes openApi)
{
    private static readonly string[] HealthRoots = ["/healthz", "/livez", "/readyz"];

    /// <summary>Paths that need no permission.</summary>
    public bool IsOpen(RequestInfo info)
    {
        _ = core;
        return !info.IsResource && HealthRoots.Contains(info.Path, StringComparer.Ordinal);
    }

    public Task RunAsync(KubeRequest request)
    {
        var path = request.Info.Path;
        var parts = path.Trim('/').Split('/');
        switch (parts[0])
        {
            case var _ when HasEmptyPart(path):
                return Answers.NotFoundTextAsync(request);
            case "":
                return JsonAsync(request, discovery.Root());
            case "healthz" or "livez" or "readyz":
                return Health.RunAsync(request, parts);
            case "version" when parts.Length == 1:
                return JsonAsync(request, discovery.ServerVersion("linux/amd64"));
            case "api" or "apis":
                return DiscoverAsync(request, parts);
            case ".well-known" when path == "/.well-known/openid-configuration":
                return OpenId.ConfigurationAsync(request);
            case "openid" when path == "/openid/v1/jwks":
                return OpenId.KeysAsync(request);
            case "openapi":
                return openApi.RunAsync(request, parts);
            case "swagger.json" when parts.Length == 1:
                return openApi.RunAsync(request, ["openapi", "v2"]);
            case "metrics" when parts.Length == 1:
                return Answers.TextAsync(request, 200, Metrics());
            default:
                return Answers.NotFoundTextAsync(request);
        }
    }

    /// <summary>Only the paths of the router may end with a slash (discovery and the version); none has two in a row.</summary>
    private static bool HasEmptyPart(string path)
    {
        var routed = path.StartsWith("/api", StringComparison.Ordinal) || path is "/version/" or "/openapi/v3/" or "/";
        return path.Contains("//", StringComparison.Ordinal) || (path.EndsWith('/') && !routed);
    }

    private Task DiscoverAsync(KubeRequest request, string[] parts)
    {
        switch (parts)
        {
            case ["api"]:
                return WantsAggregated(request)
                    ? AggregatedAsync(request, discovery.Aggregated(core: true))
                    : ObjectAsync(request, discovery.CoreVersions(ServerAddress(request)));
            case ["apis"]:
                return WantsAggregated(request)
                    ? AggregatedAsync(request, discovery.Aggregated(core: false))
                    : JsonAsync(request, discovery.Groups());
            case ["api", var version] when discovery.Resources("", version) is { } core:
                return JsonAsync(request, core);
            case ["apis", var group] when discovery.Group(group) is { } found:
                return JsonAsync(request, found);
            case ["apis", var group, var version] when discovery.Resources(group, version) is { } found:
                return JsonAsync(request, found);
            case ["api", _]:
                throw KubeErrors.NoSuchResource();
            case ["apis", var group, _] when KindRegistry.BuiltIns.Any(k => k.Resource.Group == group):
                throw KubeErrors.NoSuchResource();
            default:
                return Answers.NotFoundTextAsync(request);
        }
    }

    private static Task JsonAsync(KubeRequest request, DiscoveryDocuments.Document document)
    {
        Negotiate(request);
        return Answers.JsonBytesAsync(request, 200, document.Json);
    }

    private static Task ObjectAsync(KubeRequest request, System.Text.Json.Nodes.JsonObject obj)
    {
        Negotiate(request);
        return Answers.JsonBytesAsync(request, 200, ObjectWriter.Plain(obj));
    }

    private static void Negotiate(KubeRequest request)
    {
        // Groups and the groups of custom resources are told by handlers of their own.
        var routed = request.Info.Path.Trim('/').Split('/') switch
        {
            ["api", ..] or ["version"] => true,
            ["apis", var group, _] => KindRegistry.BuiltIns.Any(k => k.Resource.Group == group),
            _ => false,
        };
        if (routed && !Microsoft.AspNetCore.Http.HttpMethods.IsGet(request.Http.Request.Method))
        {
            throw KubeErrors.MethodNotAllowed();
        }

        var offer = new Negotiation.Offer(Protobuf: true, Objects: false, Table: false, List: false, Routed: routed);
        request.Accept = Negotiation.Negotiate(request.Http.Request.Headers.Accept.ToString(), offer);
    }

    private static Task AggregatedAsync(KubeRequest request, DiscoveryDocuments.Document document)
    {
        var response = request.Http.Response;
        response.Headers.ETag = document.ETag;
        response.Headers.Vary = "Accept";
        if (request.Http.Request.Headers.IfNoneMatch.ToString() == document.ETag)
        {
            response.StatusCode = 304;
            return Task.CompletedTask;
        }

        response.OnStarting(() =>
        {
            response.Headers.CacheControl = "public";
            return Task.CompletedTask;
        });
        return Answers.BytesAsync(request, 200, DiscoveryDocuments.AggregatedType, document.Json);
    }

    /// <summary>A clause for v2 wins over a plain one whatever their order.</summary>
    private static bool WantsAggregated(KubeRequest request) =>
        MediaClause.ParseAll(request.Http.Request.Headers.Accept.ToString()).Any(clause =>
            (clause.Type is "application/json" or "application/*" or "*/*")
            && clause.Parameters.GetValueOrDefault("as", "") == "APIGroupDiscoveryList"
            && clause.Parameters.GetValueOrDefault("g", "") == "apidiscovery.k8s.io"
            && clause.Parameters.GetValueOrDefault("v", "") == "v2");

    private static string ServerAddress(KubeRequest request) => request.Http.Request.Host.Value ?? "";

    private string Metrics() =>
        "# HELP apiserver_storage_objects Number of stored objects by resource.\n# TYPE apiserver_storage_objects gauge\n"
        + string.Concat(core.Store.Tables
            .OrderBy(t => t.StorageKey, StringComparer.Ordinal)
            .Select(t => $"apiserver_storage_objects{{resource=\"{t.StorageKey}\"}} {t.Current.Count}\n"));

    /// <summary>OpenID Connect discovery: how others verify this cluster's ServiceAccount tokens.</summary>
    private static class OpenId
    {
        public static Task ConfigurationAsync(KubeRequest request)
        {
            var issuer = request.Core.Issuer;
            return SendAsync(request, new System.Text.Json.Nodes.JsonObject
            {
                ["issuer"] = issuer,
                ["jwks_uri"] = $"{request.Core.Url.TrimEnd('/')}/openid/v1/jwks",
                ["response_types_supported"] = new System.Text.Json.Nodes.JsonArray("id_token"),
                ["subject_types_supported"] = new System.Text.Json.Nodes.JsonArray("public"),
                ["id_token_signing_alg_values_supported"] = new System.Text.Json.Nodes.JsonArray(request.Core.Tokens.Algorithm),
            }, Answers.Json);
        }

        public static Task KeysAsync(KubeRequest request) =>
            SendAsync(request, request.Core.Tokens.KeySet(), "application/jwk-set+json");

        private static Task SendAsync(KubeRequest request, System.Text.Json.Nodes.JsonObject obj, string contentType)
        {
            request.Http.Response.OnStarting(() =>
            {
                request.Http.Response.Headers.CacheControl = "public, max-age=3600";
                return Task.CompletedTask;
            });
            return Answers.BytesAsync(request, 200, contentType, ObjectWriter.Plain(obj));
        }
    }

    private static class Health
    {
        private static readonly string[] Checks =
        [
            "ping", "log", "etcd", "poststarthook/rbac/bootstrap-roles", "poststarthook/start-apiextensions-controllers",
            "poststarthook/crd-informer-synced",
        ];

        public static Task RunAsync(KubeRequest request, string[] parts)
        {
            if (parts.Length > 1)
            {
                var check = string.Join('/', parts.Skip(1));
                return Checks.Contains(check) ? Answers.TextAsync(request, 200, "ok") : Answers.NotFoundTextAsync(request);
            }

            if (!request.Http.Request.Query.ContainsKey("verbose"))
            {
                return Answers.TextAsync(request, 200, "ok");
            }

            var excluded = request.Http.Request.Query["exclude"];
            var lines = Checks.Select(c => excluded.Contains(c) ? $"[+]{c} excluded: ok\n" : $"[+]{c} ok\n");
            var unknown = excluded.Where(e => e is not null && !Checks.Contains(e)).Select(e => FieldError.Quote(e!)).ToList();
            var warning = unknown.Count == 0
                ? ""
                : $"warn: some health checks cannot be excluded: no matches for {string.Join(", ", unknown)}\n";
            return Answers.TextAsync(request, 200, string.Concat(lines) + warning + $"{parts[0]} check passed\n");
        }
    }
}
