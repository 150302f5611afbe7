using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam.Authorization;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>
/// Which statement decides: <c>?principal=ARN&amp;action=secretsmanager:GetSecretValue&amp;resource=ARN</c>; other query keys are
/// condition keys.
/// </summary>
internal sealed class IamExplain : IControlEndpoint
{
    private static readonly string[] Named = ["principal", "action", "resource"];

    public string Method => "GET";

    public string Path => "/_eso/iam/explain";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel)
    {
        if (Named.FirstOrDefault(n => request.Query[n].ToString().Length == 0) is { } missing)
        {
            throw new ControlError(400, $"'{missing}' is missing; give principal, action and resource (and condition keys)");
        }

        var conditions = request.Query.Where(q => !Named.Contains(q.Key))
            .ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var world = request.World.Aws.World;
        lock (world.Gate)
        {
            return Task.FromResult<JsonNode?>(Explanation.Explain(world, new AccessQuestion(
                request.Query["principal"].ToString(), request.Query["action"].ToString(), request.Query["resource"].ToString(),
                conditions, request.World.Clock.GetUtcNow())));
        }
    }
}
