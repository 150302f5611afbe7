using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Pods.Proxy;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Verbs;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Kubernetes.Http;

/// <summary>From a resource path to its verb's file.</summary>
internal sealed class ResourceRoutes(KubeCore core)
{
    private static readonly HashSet<(string, string)> BuiltInVersions =
        KindRegistry.BuiltIns.Select(k => (k.Resource.Group, k.Resource.Version)).ToHashSet();

    public Task RunAsync(KubeRequest request)
    {
        var info = request.Info;
        var builtIn = BuiltInVersions.Contains((info.Group, info.Version)) && (info.Prefix == "api") == (info.Group.Length == 0);
        var kind = core.Kinds.Find(info.Group, info.Version, info.Resource);
        var proxied = PodProxy.IsAsked(info) && info.Name.Length > 0;
        // The handler of custom resources does not look at what follows a subresource.
        var fits = kind is not null && (info.Rest.Count == 0 || proxied || kind.TypeName is null) && FitsScope(kind, info);
        if (!fits && !builtIn)
        {
            // The group of built-in kinds is a root of its own; what lies below an unknown version is looked for there.
            return info.Prefix == "apis" && KindRegistry.BuiltIns.Any(k => k.Resource.Group == info.Group)
                ? throw KubeErrors.NoSuchResource()
                : Answers.NotFoundTextAsync(request);
        }

        if (fits && proxied && !info.LegacyWatch)
        {
            request.Kind = kind!;
            return PodProxy.RunAsync(request);
        }

        if (!fits || info.Verb.Length == 0 || (kind!.TypeName is not null && HttpMethods.IsHead(request.Http.Request.Method)))
        {
            throw !fits || Lacks(kind!, info.Subresource) ? KubeErrors.NoSuchResource()
                : kind!.TypeName is null ? KubeErrors.MethodNotSupported(kind.Resource, info.Verb)
                : KubeErrors.MethodNotAllowed();
        }

        request.Kind = kind!;
        if (kind!.Deprecation is { } deprecated)
        {
            request.Warnings.Add(deprecated);
        }

        Negotiate(request);
        CheckName(info);
        return info.Subresource.Length > 0 ? SubresourceRoutes.RunAsync(request) : Dispatch(request);
    }

    /// <summary>No method finds a subresource that a built-in kind has not.</summary>
    private static bool Lacks(Kind kind, string subresource) =>
        kind.TypeName is not null && subresource.Length > 0 && kind.Subresources.All(s => s.Name != subresource);

    /// <summary>Names nothing can be stored under are not looked for.</summary>
    private static void CheckName(RequestInfo info)
    {
        if (info.Name.Length > 0 && info.Verb is "get" or "patch" or "delete"
            && Names.PathSegment(info.Name, prefix: false).ToList() is { Count: > 0 } problems)
        {
            throw KubeErrors.BadRequest($"Name parameter invalid: {FieldError.Quote(info.Name)}: {string.Join(';', problems)}");
        }
    }

    private static Task Dispatch(KubeRequest request)
    {
        var info = request.Info;
        var kind = request.Kind;
        var custom = kind.TypeName is null;
        if (info.Name.Length == 0 && info.Verb is "update" or "patch")
        {
            throw custom ? KubeErrors.BadRequest("name must be provided") : KubeErrors.MethodNotAllowed();
        }

        var everywhere = kind.Resource.Namespaced && info.Namespace.Length == 0 && info.Verb is not ("list" or "watch");
        if (everywhere || !kind.Resource.Verbs.Contains(info.Verb, StringComparer.Ordinal)
            || (info is { Verb: "create", Name.Length: > 0 } && !custom))
        {
            throw KubeErrors.MethodNotAllowed();
        }

        return info.Verb switch
        {
            "get" => GetVerb.RunAsync(request),
            "list" => ListVerb.RunAsync(request),
            "watch" => WatchVerb.RunAsync(request),
            "create" when kind is BindingKind => PodPlacement.BindNamedAsync(request),
            "create" when kind.IsCreateOnly => Access.Reviews.RunAsync(request),
            "create" => CreateVerb.RunAsync(request),
            "update" => UpdateVerb.RunAsync(request),
            "patch" => PatchVerb.RunAsync(request),
            "delete" => DeleteVerb.RunAsync(request),
            "deletecollection" => DeleteCollectionVerb.RunAsync(request),
            _ => throw KubeErrors.MethodNotAllowed(),
        };
    }

    private static void Negotiate(KubeRequest request)
    {
        var info = request.Info;
        var watch = info.Verb == "watch";
        var offer = new Negotiation.Offer(
            Protobuf: request.Kind.TypeName is not null,
            Objects: true,
            Table: !request.Kind.IsCreateOnly,
            List: info.Verb is "list" or "watch" or "deletecollection",
            Routed: request.Kind.TypeName is not null);
        request.Accept = Negotiation.Negotiate(request.Http.Request.Headers.Accept.ToString(), offer);
        if (watch && request.Accept.Format == WireFormat.Yaml)
        {
            throw KubeErrors.NotAcceptable(
                "only the following media types are accepted: "
                + "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch");
        }
    }

    /// <summary>Namespaced names need a namespace, cluster ones have none; a namespaced collection may be asked for over all.</summary>
    private static bool FitsScope(Kind kind, RequestInfo info)
    {
        if (kind.StorageKey == "namespaces")
        {
            return info.Namespace == info.Name;
        }

        if (!kind.Resource.Namespaced)
        {
            return info.Namespace.Length == 0;
        }

        // Built-in kinds have a path over all namespaces, so that other verbs there are a 405 and not a 404.
        return info.Namespace.Length > 0
            || (info.Name.Length == 0 && (kind.TypeName is not null || info.Verb is "list" or "watch"));
    }
}
