using Eso.Emulator.Cli;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Cli;

public sealed class ClientAuthorityFileTests
{
    [Fact]
    public void A_file_without_a_certificate_is_refused_by_its_flag()
    {
        ClientAuthorityFile.Read("").Should().BeEmpty();
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "no certificate\n");
            FluentActions.Invoking(() => ClientAuthorityFile.Read(path)).Should().Throw<UsageError>()
                .WithMessage($"unable to load client CA file \"{path}\": data does not contain any valid RSA or ECDSA certificates");
        }
        finally
        {
            File.Delete(path);
        }

        FluentActions.Invoking(() => ClientAuthorityFile.Read(path)).Should().Throw<UsageError>()
            .WithMessage("--client-ca-file cannot be read: *");
    }
}
