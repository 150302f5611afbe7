using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.SecretsManager.Rotations;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Configures rotation and, unless told otherwise, starts one. The rotation itself runs after the answer.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
/// Not emulated: partner secrets' external rotation metadata; the permissions of the function.
/// </summary>
internal sealed class RotateSecret : IOperation<SecretsState>
{
    public static string Name => "RotateSecret";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var id = request.Required("SecretId");
        if (!id.StartsWith("arn:", StringComparison.Ordinal))
        {
            SecretLookup.CheckName(id);
        }

        var token = request.Text("ClientRequestToken") ?? throw SecretsErrors.NoRotationToken();
        var found = SecretLookup.FindActive(id, state, context);
        var secret = found.Secret;
        Replication.DemandPrimary(secret, context);
        var functionArn = request.Text("RotationLambdaARN") ?? secret.Rotation?.FunctionArn
            ?? throw SecretsErrors.NoRotationFunction();
        if (context.Options.RotationFunctions.Find(functionArn) is null)
        {
            throw SecretsErrors.CannotInvoke();
        }

        var rotation = Configured(request, secret.Rotation, functionArn);
        if (SecretRotation.IsOpen(secret))
        {
            Reattempt(found, context);
            throw SecretsErrors.RotationOpen();
        }

        secret.Rotation = rotation;
        secret.LastChanged = context.Now;
        Start(request.Flag("RotateImmediately") ?? true, token, found, context);
        return new JsonObject { ["ARN"] = secret.Arn, ["Name"] = secret.Name, ["VersionId"] = token };
    }

    private static void Start(bool immediately, string token, FoundSecret found, OperationContext context)
    {
        var secret = found.Secret;
        SecretRotation.Plan(secret, secret.Rotation!.LastRotated ?? context.Now);
        if (secret.Version(token) is not null)
        {
            // The token of a rotation that is over: nothing is done twice.
        }
        else if (immediately)
        {
            SecretRotation.Begin(found, token, context.Region, context.Now, context.World);
        }
        else if (secret.Holder(Stages.Current) is { Value: { } value } current)
        {
            // Only testSecret runs, on a copy that is labelled pending for as long.
            Stages.AddVersion(secret, token, value, [Stages.Pending], context.Now).KeyArn = current.KeyArn;
            context.World.Post(new RotationJob(found.Account, context.Region, secret.Name, token, TestOnly: true));
        }

        found.State.Changed(secret.Name);
        context.World.Post(new RotationPlanned(found.Account, context.Region, secret.Name));
    }

    private static Rotation Configured(JsonObject request, Rotation? before, string functionArn)
    {
        var rules = request.Object("RotationRules");
        var rotation = new Rotation
        {
            Enabled = true,
            FunctionArn = functionArn,
            AfterDays = rules is null ? before?.AfterDays : rules.Number("AutomaticallyAfterDays"),
            Duration = rules is null ? before?.Duration : rules.Text("Duration"),
            Schedule = rules is null ? before?.Schedule : rules.Text("ScheduleExpression"),
            LastRotated = before?.LastRotated,
            OpenToken = before?.OpenToken,
        };
        _ = RotationSchedule.Of(rotation.AfterDays, rotation.Schedule, rotation.Duration);
        return rotation;
    }

    private static void Reattempt(FoundSecret found, OperationContext context)
    {
        if (found.Secret.Rotation?.OpenToken is { } open)
        {
            context.World.Post(new RotationJob(found.Account, context.Region, found.Secret.Name, open,
                TestOnly: false));
        }
    }
}
