using System.Text.Json.Nodes;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// One AWS operation: one file in <c>Aws/&lt;Service&gt;/Operations</c>, found by convention. Synchronous and free of
/// HTTP;
/// it runs while its account's and region's state is held, so it may read and write it freely and must not block.
/// Time, ids and the caller come only from the context. Failures are <see cref="AwsException"/>s made by the service's
/// error table. The request has already passed the service model's constraints.
/// </summary>
/// <typeparam name="TState">The service's state in one account and region (IAM: one account).</typeparam>
internal interface IOperation<TState>
    where TState : class
{
    /// <summary>The operation's name in the service model, e.g. <c>GetSecretValue</c>.</summary>
    static abstract string Name { get; }

    /// <summary>Answers the request; the answer's members are named and ordered as in the service model.</summary>
    static abstract JsonObject Handle(JsonObject request, TState state, OperationContext context);
}
