using System.Reflection;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// Finds an operation's code by convention: the class of the operation's name in <c>Operations</c> below its service.
/// </summary>
internal static class OperationBinding
{
    /// <summary>Null when there is no such class.</summary>
    public static OperationCode? Find(IAwsService service, string name)
    {
        var at = service.GetType();
        if (at.Assembly.GetType($"{at.Namespace}.Operations.{name}") is not { } operation)
        {
            return null;
        }

        if (!operation.IsAssignableTo(typeof(IOperation<>).MakeGenericType(service.State)))
        {
            throw new InvalidOperationException($"{operation.FullName} is no operation of {service.State.Name}");
        }

        return new OperationCode(
            (OperationHandler)Make(nameof(Handler), [operation, service.State], service.Scope),
            operation.IsAssignableTo(typeof(IPreparedOperation))
                ? (OperationPreparation)Make(nameof(Preparation), [operation])
                : null,
            operation);
    }

    private static object Make(string generic, Type[] types, params object[] arguments) =>
        typeof(OperationBinding).GetMethod(generic, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(types).Invoke(null, arguments)!;

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
}
