namespace Eso.Emulator.Aws.Kms;

/// <summary>
/// When keys are rotated, on the world's clock. What a rotation changes cannot be seen from outside: blobs are opaque,
/// and KMS decrypts with every material that a key ever had.
/// </summary>
internal static class KmsRotations
{
    public const int OnDemandMax = 25;

    /// <summary>Starts automatic rotation, or gives it another period from now on.</summary>
    public static void Enable(KmsKey key, int? periodDays, DateTimeOffset now)
    {
        if (key.RotationEnabled && periodDays is null)
        {
            return;
        }

        Settle(key, now);
        key.RotationEnabled = true;
        key.RotationPeriodDays = periodDays ?? key.RotationPeriodDays;
        key.RotationSince = now;
    }

    /// <summary>Ends automatic rotation; what was rotated stays known.</summary>
    public static void Disable(KmsKey key, DateTimeOffset now)
    {
        Settle(key, now);
        key.RotationEnabled = false;
        key.RotationSince = null;
    }

    /// <summary>Every rotation until now, newest first.</summary>
    public static IEnumerable<KmsRotation> Done(KmsKey key, DateTimeOffset now) =>
        key.Rotations.Concat(Scheduled(key, now)).OrderByDescending(r => r.At);

    /// <summary>The next automatic rotation; null when it is disabled.</summary>
    public static DateTimeOffset? Next(KmsKey key, DateTimeOffset now)
    {
        if (!key.RotationEnabled)
        {
            return null;
        }

        var since = key.RotationSince ?? key.Created;
        var period = TimeSpan.FromDays(key.RotationPeriodDays);
        return since + ((Math.Floor((now - since) / period) + 1) * period);
    }

    private static void Settle(KmsKey key, DateTimeOffset now) => key.Rotations.AddRange(Scheduled(key, now).ToList());

    private static IEnumerable<KmsRotation> Scheduled(KmsKey key, DateTimeOffset now)
    {
        if (!key.RotationEnabled)
        {
            yield break;
        }

        var period = TimeSpan.FromDays(key.RotationPeriodDays);
        for (var at = (key.RotationSince ?? key.Created) + period; at <= now; at += period)
        {
            yield return new KmsRotation(at, OnDemand: false);
        }
    }
}
