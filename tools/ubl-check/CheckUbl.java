import com.helger.commons.io.resource.FileSystemResource;
import com.helger.phive.api.execute.ValidationExecutionManager;
import com.helger.phive.api.executorset.ValidationExecutorSetRegistry;
import com.helger.phive.api.validity.IValidityDeterminator;
import com.helger.phive.en16931.EN16931Validation;
import com.helger.phive.xml.source.IValidationSourceXML;
import com.helger.phive.xml.source.ValidationSourceXML;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Checks UBL files against the UBL 2.1 schemas and the business rules of EN 16931 (CEN's schematron, release 1.3.13). Ends with 1 when one fails. */
class CheckUbl {
  public static void main(final String[] files) throws Exception {
    final var registry = new ValidationExecutorSetRegistry<IValidationSourceXML>();
    EN16931Validation.initEN16931(registry);
    boolean good = true;
    for (final String file : files) {
      final boolean credit = Files.readString(Path.of(file)).contains("<CreditNote ");
      final var rules = registry.getOfID(credit ? EN16931Validation.VID_UBL_CREDIT_NOTE_1313 : EN16931Validation.VID_UBL_INVOICE_1313);
      final var results = ValidationExecutionManager.executeValidation(IValidityDeterminator.createDefault(), rules, ValidationSourceXML.create(new FileSystemResource(file)), Locale.ENGLISH);
      int wrong = 0;
      for (final var layer : results) {
        for (final var error : layer.getErrorList()) {
          if (error.isError()) wrong++;
          System.out.println("  " + error.getErrorLevel().getID() + " " + error.getErrorText(Locale.ENGLISH));
        }
      }
      System.out.println((wrong == 0 ? "ok   " : "FAIL ") + file + " (" + results.size() + " layers)");
      good &= wrong == 0 && results.size() >= 2;
    }
    System.exit(good ? 0 : 1);
  }
}
