using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>Runs one operation on the state that a request addresses.</summary>
internal delegate JsonObject OperationHandler(JsonObject request, OperationContext context);

/// <summary>Runs an operation's work that must not hold the gate.</summary>
internal delegate ValueTask<object?> OperationPreparation(
    JsonObject request, OperationContext context, CancellationToken cancel);

/// <summary>The code of one operation.</summary>
/// <param name="Prepare">Null for nearly all.</param>
internal sealed record OperationCode(OperationHandler Handle, OperationPreparation? Prepare, Type Type);

/// <summary>An operation ready to be called, with its model.</summary>
internal sealed record BoundOperation(BoundService Service, OperationModel Model, OperationCode Code)
{
    /// <summary>As the journal writes it.</summary>
    public string Title { get; } = $"{Service.Declaration.Name}.{Model.Name}";
}

/// <summary>
/// A declared service with its model and operations. Each is read and bound on first use: start-up stays short.
/// </summary>
internal sealed class BoundService(IAwsService declaration)
{
    private readonly Lazy<ServiceModel> model = new(() => ServiceModel.Load(declaration.Name));

    // Only what the model names is kept.
    private readonly ConcurrentDictionary<string, BoundOperation?> bound = new(StringComparer.Ordinal);

    public IAwsService Declaration { get; } = declaration;

    public ServiceModel Model => model.Value;

    public string XmlNamespace => Model.XmlNamespace ?? Declaration.QueryNamespace;

    public IEnumerable<string> OperationNames => Model.Operations.Select(o => o.Name)
        .Where(name => Operation(name) is not null).Order(StringComparer.Ordinal);

    /// <summary>Null when the service has none of that name, or when it is not emulated.</summary>
    public BoundOperation? Operation(string name) =>
        bound.TryGetValue(name, out var known) ? known
        : Model.Operation(name) is { } found ? bound.GetOrAdd(name, Bind(found))
        : null;

    private BoundOperation? Bind(OperationModel operation) =>
        OperationBinding.Find(Declaration, operation.Name) is { } code ? new BoundOperation(this, operation, code) : null;
}

/// <summary>
/// Every service of <see cref="AwsParts"/>. Their operations are found by name, each when it is first asked for.
/// </summary>
internal sealed class ServiceRegistry
{
    private static readonly ServiceRegistry Found = new();
    private readonly List<BoundService> services = AwsParts.Services.ConvertAll(s => new BoundService(s));

    public static ServiceRegistry Shared => Found;

    public IReadOnlyList<BoundService> Services => services;

    public ICredentialSource Credentials { get; } = AwsParts.Credentials;

    public IAuthorizer Authorizer { get; } = AwsParts.Authorizer;

    public BoundService? ByName(string name) =>
        services.Find(s => s.Declaration.Name.Equals(name, StringComparison.Ordinal));

    public BoundService? BySigningName(string name) =>
        services.Find(s => s.Model.SigningName.Equals(name, StringComparison.Ordinal));

    public BoundService? ByTargetPrefix(ReadOnlySpan<char> prefix)
    {
        foreach (var service in services)
        {
            if (service.Model.TargetPrefix is { } own && prefix.SequenceEqual(own))
            {
                return service;
            }
        }

        return null;
    }
}
