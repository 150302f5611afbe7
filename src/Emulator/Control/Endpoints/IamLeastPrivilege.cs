using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam.Authorization;

namespace Eso.Emulator.Control.Endpoints;

/// <summary>The smallest policy that the calls of a principal in the journal needed: <c>?principal=ARN</c>.</summary>
internal sealed class IamLeastPrivilege : IControlEndpoint
{
    public string Method => "GET";

    public string Path => "/_eso/iam/least-privilege";

    public Task<JsonNode?> HandleAsync(ControlRequest request, CancellationToken cancel)
    {
        var principal = request.Query["principal"].ToString();
        if (principal.Length == 0)
        {
            throw new ControlError(400, "'principal' is missing: the ARN of a user, a role or a session");
        }

        var world = request.World.Aws.World;
        lock (world.Gate)
        {
            return Task.FromResult<JsonNode?>(LeastPrivilege.Of(world, principal, request.World.Journal.Read("aws")));
        }
    }
}
