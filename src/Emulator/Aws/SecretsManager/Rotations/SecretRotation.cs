using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Rotations;

/// <summary>The state of a secret's rotation and how operations touch it. Under the world's gate.</summary>
internal static class SecretRotation
{
    /// <summary>A version is being rotated in, and is not current yet.</summary>
    public static bool IsOpen(Secret secret) =>
        secret.Holder(Stages.Pending) is { } pending && pending != secret.Holder(Stages.Current);

    /// <summary>Makes the placeholder of a new rotation and leaves the work to be done.</summary>
    public static void Begin(FoundSecret found, string token, string region, DateTimeOffset now, AwsWorld world)
    {
        Stages.AddVersion(found.Secret, token, null, [Stages.Pending], now);
        found.Secret.Rotation!.OpenToken = token;
        found.State.Changed(found.Secret.Name);
        world.Post(new RotationJob(found.Account, region, found.Secret.Name, token, TestOnly: false));
    }

    /// <summary>Sets the next window from the last rotation, or from now when there was none.</summary>
    public static void Plan(Secret secret, DateTimeOffset now)
    {
        if (secret.Rotation is not { } rotation)
        {
            return;
        }

        var window = rotation.Enabled
            ? RotationSchedule.Of(rotation.AfterDays, rotation.Schedule, rotation.Duration)?.Next(now)
            : null;
        rotation.Due = window?.Start;
        rotation.Next = window?.End;
    }

    /// <summary>
    /// A value was written. A current value ends an unfinished rotation, and counts as a rotation for rules in days.
    /// </summary>
    public static void ValueWritten(FoundSecret found, SecretVersion version, OperationContext context)
    {
        var secret = found.Secret;
        if (secret.Rotation is not { } rotation || !version.Stages.Contains(Stages.Current))
        {
            return;
        }

        if (rotation.OpenToken is { } open && open != version.Id)
        {
            secret.Version(open)?.Stages.Remove(Stages.Pending);
            rotation.OpenToken = null;
        }

        if (rotation.AfterDays is not null)
        {
            Plan(secret, context.Now);
            context.World.Post(new RotationPlanned(found.Account, context.Region, secret.Name));
        }
    }

    /// <summary>A label was moved: without AWSPENDING on its version a rotation is no longer open.</summary>
    public static void LabelMoved(Secret secret)
    {
        if (secret.Rotation is { OpenToken: { } open } rotation
            && secret.Version(open)?.Stages.Contains(Stages.Pending) != true
            && secret.Holder(Stages.Current)?.Id != open)
        {
            rotation.OpenToken = null;
        }
    }
}
