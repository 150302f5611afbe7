namespace Eso.Emulator.Aws.SecretsManager.Rotations;

/// <summary>Posted by an operation: run these steps of a rotation now.</summary>
/// <param name="Account">Of the secret.</param>
/// <param name="Region">Of the secret.</param>
/// <param name="Name">Of the secret.</param>
/// <param name="Token">The version to be made.</param>
/// <param name="TestOnly">RotateImmediately=false: only testSecret, on a version that goes away again.</param>
internal sealed record RotationJob(string Account, string Region, string Name, string Token, bool TestOnly);

/// <summary>Posted by an operation: the secret's next rotation time may have changed.</summary>
internal sealed record RotationPlanned(string Account, string Region, string Name);
