namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>How writes to a secret touch its rotation.</summary>
internal static class SecretRotation
{
    /// <summary>A value was written: that ends an unfinished rotation and counts as one for day schedules.</summary>
    public static void ValueWritten(Secret secret, SecretVersion version, DateTimeOffset now)
    {
    }

    /// <summary>A label was moved: taking AWSPENDING off an unfinished rotation's version ends it.</summary>
    public static void LabelMoved(Secret secret, DateTimeOffset now)
    {
    }
}
