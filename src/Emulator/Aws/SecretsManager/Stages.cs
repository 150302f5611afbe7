namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>
/// The staging labels of a secret's versions. Each label is on at most one version; a version without labels is
/// deprecated: unlisted, readable by its id, and purged when versions become many. Sequences recorded from AWS in
/// tests/Integration/Data/aws/secretsmanager/stages-*.
/// </summary>
internal static class Stages
{
    public const string Current = "AWSCURRENT";
    public const string Previous = "AWSPREVIOUS";
    public const string Pending = "AWSPENDING";
    private const int StagesPerVersionMax = 20;
    private const int VersionsMax = 100;
    private static readonly TimeSpan DeprecatedAge = TimeSpan.FromHours(24);

    /// <summary>Makes a version and attaches its labels. The first version is current whatever was asked.</summary>
    public static SecretVersion AddVersion(
        Secret secret, string id, SecretValue? value, IReadOnlyList<string> labels, DateTimeOffset now)
    {
        MakeRoom(secret, now);
        var version = new SecretVersion { Id = id, Created = now, Value = value, KmsKeyId = secret.KmsKeyId };
        var wanted = value is not null && secret.Holder(Current) is null && !labels.Contains(Current)
            ? [.. labels, Current]
            : labels;
        if (wanted.Distinct(StringComparer.Ordinal).Count() > StagesPerVersionMax)
        {
            throw SecretsErrors.TooManyStages();
        }

        secret.Versions.Add(version);
        Attach(secret, version, wanted);
        return version;
    }

    /// <summary>Gives the placeholder of a rotation its value.</summary>
    public static void Fill(Secret secret, SecretVersion placeholder, SecretValue value, IReadOnlyList<string> labels)
    {
        if (labels.Union(placeholder.Stages, StringComparer.Ordinal).Count() > StagesPerVersionMax)
        {
            throw SecretsErrors.TooManyStages();
        }

        placeholder.Value = value;
        placeholder.KmsKeyId = secret.KmsKeyId;
        Attach(secret, placeholder, labels);
    }

    /// <summary>
    /// Puts labels on a version that PutSecretValue made or filled; they leave whichever version held them.
    /// </summary>
    public static void Attach(Secret secret, SecretVersion version, IReadOnlyList<string> labels)
    {
        foreach (var label in labels.Distinct(StringComparer.Ordinal))
        {
            if (label == Current)
            {
                // Recorded: a former current version that was also pending keeps only AWSPREVIOUS after a plain put.
                if (secret.Holder(Current) is { } former && former != version)
                {
                    former.Stages.Remove(Pending);
                }

                MakeCurrent(secret, version);
            }
            else
            {
                MoveLabel(secret, version, label);
            }
        }
    }

    /// <summary>
    /// AWSCURRENT moves; its former holder becomes AWSPREVIOUS, which leaves the version that had it.
    /// </summary>
    public static void MakeCurrent(Secret secret, SecretVersion version)
    {
        var former = secret.Holder(Current);
        if (former == version)
        {
            return;
        }

        former?.Stages.Remove(Current);
        if (former is not null)
        {
            MoveLabel(secret, former, Previous);
        }

        version.Stages.Add(Current);
    }

    /// <summary>Moves any one label without touching others.</summary>
    public static void MoveLabel(Secret secret, SecretVersion version, string label)
    {
        var holder = secret.Holder(label);
        if (holder == version)
        {
            return;
        }

        holder?.Stages.Remove(label);
        version.Stages.Add(label);
    }

    // About 100 versions: label-less ones older than a day go first, and only they go.
    private static void MakeRoom(Secret secret, DateTimeOffset now)
    {
        if (secret.Versions.Count < VersionsMax)
        {
            return;
        }

        secret.Versions.RemoveAll(v => v.Stages.Count == 0 && now - v.Created >= DeprecatedAge);
        if (secret.Versions.Count >= VersionsMax)
        {
            throw SecretsErrors.TooManyVersions();
        }
    }
}
