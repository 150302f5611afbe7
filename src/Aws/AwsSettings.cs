namespace Eso.Aws;

/// <summary>
/// What AWS's SDKs read from the environment, handed in once: nothing in this library looks at the process.
/// Names are the environment variables'.
/// </summary>
public sealed record AwsSettings
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Seconds an HTTP attempt may take.</summary>
    public int AttemptTimeoutSeconds { get; init; } = 30;

    /// <summary>A variable, or null when unset or empty.</summary>
    public string? this[string name] =>
        Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Attempts per call, the first included (AWS_MAX_ATTEMPTS); the SDKs' standard is 3.</summary>
    public int MaxAttempts =>
        int.TryParse(this["AWS_MAX_ATTEMPTS"], out var attempts) && attempts > 0 ? attempts : 3;

    /// <summary>
    /// IMDS is asked only when this is set to false in so many words: off a cloud machine the question costs seconds.
    /// </summary>
    public bool UseInstanceMetadata =>
        string.Equals(this["AWS_EC2_METADATA_DISABLED"], "false", StringComparison.OrdinalIgnoreCase);
}
