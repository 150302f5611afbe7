namespace Eso.Emulator.Aws.SecretsManager;

internal sealed class SecretsState
{
}
