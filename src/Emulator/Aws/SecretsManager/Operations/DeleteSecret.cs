using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Schedules a secret's end in 7 to 30 days, or ends it at once.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
/// Not emulated: the seconds that a forced deletion takes.
/// </summary>
internal sealed class DeleteSecret : IOperation<SecretsState>
{
    public static string Name => "DeleteSecret";

    private const int DaysDefault = 30;

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var id = request.Required("SecretId");
        var days = request.Number("RecoveryWindowInDays");
        var force = request.Flag("ForceDeleteWithoutRecovery") ?? false;
        if (days is < 7 or > DaysDefault)
        {
            throw SecretsErrors.RecoveryWindow();
        }

        if (force && days is not null)
        {
            throw SecretsErrors.ForceWithWindow();
        }

        if (SecretLookup.TryFind(id, state, context) is not { } found)
        {
            // Recorded: forcing away what is not there succeeds and names an ARN.
            return force ? Unknown(id, context) : throw SecretsErrors.NotFound();
        }

        var secret = found.Secret;
        Replication.DemandPrimary(secret, context);
        if (secret.HasReplicas)
        {
            throw SecretsErrors.StillReplicated(id, secret.Replicas.Select(r => r.Region));
        }

        if (force)
        {
            found.State.Remove(secret);
            return Answer(secret.Arn, secret.Name, context.Now);
        }

        if (secret.Deletion is not null)
        {
            throw SecretsErrors.AlreadyScheduled();
        }

        var end = context.Now.AddDays(days ?? DaysDefault);
        found.State.Schedule(secret, end);
        return Answer(secret.Arn, secret.Name, end);
    }

    private static JsonObject Unknown(string id, OperationContext context) =>
        id.StartsWith("arn:", StringComparison.Ordinal)
            ? Answer(id, id.Split(':', 7) is { Length: 7 } parts ? parts[6] : id, context.Now)
            : Answer(SecretArns.Make(id, context), id, context.Now);

    private static JsonObject Answer(string arn, string name, DateTimeOffset end) => new()
    {
        ["ARN"] = arn,
        ["Name"] = name,
        ["DeletionDate"] = end.Epoch(),
    };
}
