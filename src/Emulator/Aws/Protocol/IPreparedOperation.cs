using System.Text.Json.Nodes;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>
/// An operation that must wait for something outside the world (an identity provider's keys) before it runs.
/// Called after the request's constraints and before the world's gate is taken; what it returns comes back as
/// <see cref="OperationContext.Prepared"/>. It must change no state: the request may still be refused.
/// </summary>
internal interface IPreparedOperation
{
    /// <summary>Fetches what <c>Handle</c> will need; failures are returned as data, not thrown.</summary>
    static abstract ValueTask<object?> PrepareAsync(
        JsonObject request, OperationContext context, CancellationToken cancellationToken);
}
