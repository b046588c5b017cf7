using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Sessions, one-time links, sign-ins by a provider and the audit log; see <c>0013_accounts.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0013_accounts")]
internal sealed class M0013Accounts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0013_accounts.sql"));
}
