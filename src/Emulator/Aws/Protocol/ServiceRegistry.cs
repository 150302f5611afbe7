using System.Reflection;
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
/// A declared service with its model and operations. The model is read on first use: start-up stays short.
/// </summary>
internal sealed class BoundService(IAwsService declaration)
{
    private readonly Lazy<ServiceModel> model = new(() => ServiceModel.Load(declaration.Name));
    private readonly Dictionary<string, OperationCode> handlers = new(StringComparer.Ordinal);
    private Dictionary<string, BoundOperation>? bound;

    public IAwsService Declaration { get; } = declaration;

    public ServiceModel Model => model.Value;

    public string XmlNamespace => Model.XmlNamespace ?? Declaration.QueryNamespace;

    public IEnumerable<string> OperationNames => handlers.Keys.Order(StringComparer.Ordinal);

    public BoundOperation? Operation(string name) => Bound().GetValueOrDefault(name);

    public void Add(string name, OperationCode code)
    {
        if (!handlers.TryAdd(name, code))
        {
            throw new InvalidOperationException($"{Declaration.Name}.{name} is declared twice");
        }
    }

    private Dictionary<string, BoundOperation> Bound()
    {
        // Two threads may both build it: the result is the same and either may win.
        return bound ??= handlers.ToDictionary(
            h => h.Key,
            h => new BoundOperation(
                this,
                Model.Operation(h.Key)
                    ?? throw new InvalidOperationException($"{h.Value.Type.Name}: {h.Key} is not in Data/{Model.Name}.json"),
                h.Value),
            StringComparer.Ordinal);
    }
}

/// <summary>Every service and operation in this assembly, found by convention.</summary>
internal sealed class ServiceRegistry
{
    private static readonly Lazy<ServiceRegistry> Found = new(() => new ServiceRegistry());
    private readonly List<BoundService> services = [];

    private ServiceRegistry()
    {
        var types = typeof(ServiceRegistry).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, IsClass: true } && t.Namespace?.StartsWith("Eso.Emulator.Aws",
                StringComparison.Ordinal) == true)
            .OrderBy(t => t.FullName, StringComparer.Ordinal).ToArray();
        foreach (var type in types.Where(t => t.IsAssignableTo(typeof(IAwsService))))
        {
            services.Add(new BoundService((IAwsService)Activator.CreateInstance(type)!));
        }

        foreach (var type in types)
        {
            var contract = Array.Find(
                type.GetInterfaces(),
                i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IOperation<>));
            if (contract is not null)
            {
                Bind(type, contract.GetGenericArguments()[0]);
            }
        }

        Credentials = Single<ICredentialSource>(types);
        Authorizer = Single<IAuthorizer>(types);
    }

    public static ServiceRegistry Shared => Found.Value;

    public IReadOnlyList<BoundService> Services => services;

    public ICredentialSource? Credentials { get; }

    public IAuthorizer? Authorizer { get; }

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

    private static T? Single<T>(Type[] types)
        where T : class
    {
        var found = types.Where(t => t.IsAssignableTo(typeof(T))).ToArray();
        return found.Length switch
        {
            0 => null,
            1 => (T)Activator.CreateInstance(found[0])!,
            _ => throw new InvalidOperationException($"more than one {typeof(T).Name}: {string.Join<Type>(", ", found)}"),
        };
    }

    private static OperationHandler Handler<TOperation, TState>(StateScope scope)
        where TOperation : IOperation<TState>
        where TState : class, new() =>
        scope == StateScope.Region
            ? (request, context) => TOperation.Handle(
                request, context.World.State<TState>(context.Account, context.Region), context)
            : (request, context) => TOperation.Handle(
                request, context.World.State<TState>(context.Account, ""), context);

    private static OperationPreparation Preparation<TOperation>()
        where TOperation : IPreparedOperation => TOperation.PrepareAsync;

    private static string NameOf<TOperation, TState>()
        where TOperation : IOperation<TState>
        where TState : class => TOperation.Name;

    private void Bind(Type operation, Type state)
    {
        const BindingFlags Private = BindingFlags.NonPublic | BindingFlags.Static;
        var owners = services.FindAll(s => s.Declaration.State == state
            && operation.Namespace!.StartsWith(s.Declaration.GetType().Namespace!, StringComparison.Ordinal));
        if (owners.Count != 1)
        {
            throw new InvalidOperationException($"{operation.FullName} belongs to {owners.Count} services");
        }

        object Make(string generic, Type[] types, params object[] arguments) =>
            typeof(ServiceRegistry).GetMethod(generic, Private)!.MakeGenericMethod(types).Invoke(null, arguments)!;
        owners[0].Add(
            (string)Make(nameof(NameOf), [operation, state]),
            new OperationCode(
                (OperationHandler)Make(nameof(Handler), [operation, state], owners[0].Declaration.Scope),
                operation.IsAssignableTo(typeof(IPreparedOperation))
                    ? (OperationPreparation)Make(nameof(Preparation), [operation])
                    : null,
                operation));
    }
}
