using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.SecretsManager.Rotations;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Moves or removes one staging label.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UpdateSecretVersionStage : IOperation<SecretsState>
{
    public static string Name => "UpdateSecretVersionStage";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var found = SecretLookup.FindActive(request.Required("SecretId"), state, context);
        var secret = found.Secret;
        Replication.DemandPrimary(secret, context);
        var stage = request.Required("VersionStage");
        var from = Existing(secret, request.Text("RemoveFromVersionId"));
        var to = Existing(secret, request.Text("MoveToVersionId"));
        Check(secret.Holder(stage), stage, from, to);
        if (to is null)
        {
            from!.Stages.Remove(stage);
        }
        else if (stage == Stages.Current)
        {
            Stages.MakeCurrent(secret, to);
        }
        else
        {
            Stages.MoveLabel(secret, to, stage);
        }

        SecretRotation.LabelMoved(secret);
        secret.LastChanged = context.Now;
        found.State.Changed(secret.Name);
        Replication.Propagate(found, context);
        return new JsonObject { ["ARN"] = secret.Arn, ["Name"] = secret.Name };
    }

    private static SecretVersion? Existing(Secret secret, string? id) =>
        id is null ? null : secret.Version(id) ?? throw SecretsErrors.NotAVersion(id);

    private static void Check(SecretVersion? holder, string stage, SecretVersion? from, SecretVersion? to)
    {
        if (from is null && to is null)
        {
            throw SecretsErrors.NothingToMove();
        }

        if (from is not null && from != holder)
        {
            throw SecretsErrors.StageNotOn(stage, from.Id);
        }

        if (to is null && stage == Stages.Current)
        {
            throw SecretsErrors.CurrentOnlyMoves();
        }

        if (from is null && holder is not null && holder != to)
        {
            throw SecretsErrors.MustNameHolder(stage, holder.Id);
        }
    }
}
