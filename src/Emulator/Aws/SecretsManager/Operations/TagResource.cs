using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Adds tags or gives them new values.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class TagResource : IOperation<SecretsState>
{
    public static string Name => "TagResource";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var found = SecretLookup.FindActive(request.Required("SecretId"), state, context);
        Replication.DemandPrimary(found.Secret, context);
        LockOut.ChangeTags(
            found.Secret, Name, request, context, () => SecretTags.Put(found.Secret, request.Tags()));
        found.State.Changed(found.Secret.Name);
        Replication.Propagate(found, context);
        return [];
    }
}
