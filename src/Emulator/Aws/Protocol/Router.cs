using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// A request whose service and protocol are known. Operation is null when the service has none of that name.
/// </summary>
internal sealed record Route(
    BoundService? Service,
    BoundOperation? Operation,
    WireProtocol Protocol,
    string OperationName,
    Dictionary<string, string>? Parameters)
{
    /// <summary>The request's members by the model's shape.</summary>
    public JsonObject Bind(AwsRequest request)
    {
        if (Operation is null)
        {
            throw Protocol == WireProtocol.Query
                ? FrameworkErrors.InvalidAction(OperationName, Parameters!.GetValueOrDefault("Version", ""))
                : FrameworkErrors.UnknownOperation();
        }

        return Protocol == WireProtocol.Query
            ? QueryBinding.Read(Parameters!, Operation.Model.Input)
            : JsonBinding.Read(request.Body, Operation.Model.Input);
    }
}

/// <summary>One port serves all: by target prefix, else by the credential scope's service, else by Action.</summary>
internal static class Router
{
    // Only what exists is kept: as many entries as there are operations.
    private static readonly ConcurrentDictionary<string, Route> ByKnownTarget = new(StringComparer.Ordinal);

    /// <summary>Null when the request names no operation in any way.</summary>
    public static Route? Find(AwsRequest request, ServiceRegistry registry)
    {
        if (request.Target.Length > 0)
        {
            if (!ByKnownTarget.TryGetValue(request.Target, out var route))
            {
                route = ByTarget(request.Target, registry);
                if (route.Operation is not null)
                {
                    ByKnownTarget[request.Target] = route;
                }
            }

            return route;
        }

        var parameters = request.Parameters();
        var signedFor = request.Scope is { } scope ? registry.BySigningName(scope.Service) : null;
        if (parameters.TryGetValue("Action", out var action))
        {
            // An endpoint of AWS knows its own Actions, whatever service the scope names: the scope is refused later.
            var service = signedFor?.Operation(action) is not null
                ? signedFor
                : ByVersionAlone(parameters, action, registry) ?? signedFor ?? ByVersion(parameters, action, registry);
            return new Route(service, service?.Operation(action), WireProtocol.Query, action, parameters);
        }

        return signedFor is null && request.Body.Length == 0
            ? null
            : new Route(signedFor, null, signedFor?.Model.Protocol ?? WireProtocol.Json, "", parameters);
    }

    private static Route ByTarget(string target, ServiceRegistry registry)
    {
        var dot = target.LastIndexOf('.');
        var name = target[(dot + 1)..];
        var service = dot < 0 ? null : registry.ByTargetPrefix(target.AsSpan(0, dot));
        return new Route(service, service?.Operation(name), WireProtocol.Json, name, null);
    }

    private static BoundService? ByVersionAlone(
        Dictionary<string, string> parameters, string action, ServiceRegistry registry)
    {
        var version = parameters.GetValueOrDefault("Version", "");
        return registry.Services.FirstOrDefault(s => s.Model.ApiVersion == version && s.Operation(action) is not null);
    }

    private static BoundService? ByVersion(
        Dictionary<string, string> parameters, string action, ServiceRegistry registry)
    {
        var version = parameters.GetValueOrDefault("Version", "");
        return ByVersionAlone(parameters, action, registry)
            ?? registry.Services.FirstOrDefault(s => s.Model.Protocol == WireProtocol.Query
                && s.Operation(action) is not null)
            ?? registry.Services.FirstOrDefault(s => s.Model.ApiVersion == version);
    }
}
